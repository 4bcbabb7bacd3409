
-- 5. Held to the ledger ──────────────────────────────────────────────────────────────────────────────────────────────
-- A text that a spreadsheet would take for a formula, such as +5.8%, stands in the CSV with an apostrophe before it.
CREATE MACRO as_printed(x) AS CASE WHEN regexp_matches(x, '^''[-+=@]') THEN substr(x, 2) ELSE coalesce(x, '') END;
CREATE VIEW ledger AS
  SELECT DISTINCT id, as_printed(formula) AS formula, coalesce(cells, '') AS cells, coalesce(unit, '') AS unit,
    as_printed(text) AS text, coalesce(value, '') AS written, as_number(value) AS value
  FROM read_csv('figures.csv', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"');
CREATE MACRO is_same(a, b) AS abs(a - b) <= 1e-9 * greatest(1, abs(a), abs(b));
-- Where a figure is printed in two forms, each row of the ledger is held to the one that is its own.
CREATE VIEW held AS
  SELECT l.id AS figure, l.text AS printed, l.written, l.value AS printed_value, w.value AS reworked_value, w.said AS reworked,
    w.how, w.reason, l.formula = w.formula AS same_formula, l.cells = w.cells AS same_cells, l.unit = w.unit AS same_unit,
    row_number() OVER (PARTITION BY l.id, l.formula, l.cells, l.unit, l.text, l.written
      ORDER BY CASE WHEN l.formula = w.formula AND l.cells = w.cells AND l.text = w.said THEN 0 ELSE 1 END) AS place
  FROM ledger AS l LEFT JOIN worked AS w ON l.id = w.id;
CREATE VIEW verdict AS
  SELECT figure, printed, printed_value, reworked_value, reworked, coalesce(how, '') AS worked_by,
    CASE WHEN how IS NULL THEN 'verify.sql has no such figure'
         WHEN NOT same_formula THEN 'the formula is another'
         WHEN NOT same_cells THEN 'the cells are others'
         WHEN NOT same_unit THEN 'the unit is another'
         WHEN how = 'blank' AND (written <> '' OR printed <> reworked) THEN 'a number stands where none can be told'
         WHEN how <> 'SQL' THEN CASE WHEN printed = reworked THEN '' ELSE 'the text is another than when this file was written' END
         WHEN reworked_value IS NULL THEN 'it cannot be worked out from the cells'
         WHEN printed_value IS NULL OR NOT is_same(printed_value, reworked_value) THEN 'the value is another'
         WHEN reworked IS NULL OR printed <> reworked THEN 'the text is another'
         ELSE '' END AS differs,
    coalesce(reason, '') AS reason
  FROM held WHERE place = 1
  UNION ALL
  SELECT DISTINCT id, NULL, CAST(NULL AS DOUBLE), value, said, how, 'the ledger has no such row', reason
  FROM worked WHERE id NOT IN (SELECT id FROM ledger);

-- 6. What was found ──────────────────────────────────────────────────────────────────────────────────────────────────
SELECT figure, printed, printed_value, reworked_value, reworked, differs = '' AS equal, differs
FROM verdict WHERE worked_by NOT IN ('verify_methods.py', 'blank') OR differs <> ''
ORDER BY equal, figure;

SELECT figure, printed, 'not worked out in SQL: ' || reason AS why, worked_by AS worked_out_by
FROM verdict WHERE worked_by = 'verify_methods.py' AND differs = '' ORDER BY figure;

SELECT figure, printed, 'no number is printed' AS why FROM verdict WHERE worked_by = 'blank' AND differs = '' ORDER BY figure;

SELECT count(*) AS figures,
  count(*) FILTER (worked_by = 'SQL' AND differs = '') AS equal,
  count(*) FILTER (differs <> '') AS differ,
  count(*) FILTER (worked_by = 'verify_methods.py' AND differs = '') AS left_to_verify_methods_py,
  count(*) FILTER (worked_by = 'blank' AND differs = '') AS without_a_number
FROM verdict;
