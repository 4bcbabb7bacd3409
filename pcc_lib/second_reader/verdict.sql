
-- 5. Held to the ledger ──────────────────────────────────────────────────────────────────────────────────────────────
-- A text that a spreadsheet would take for a formula, such as +5.8%, stands in the CSV with an apostrophe before it.
CREATE MACRO as_printed(x) AS CASE WHEN regexp_matches(x, '^''[-+=@]') THEN substr(x, 2) ELSE coalesce(x, '') END;
CREATE VIEW ledger AS
  SELECT DISTINCT id, as_printed(formula) AS formula, coalesce(cells, '') AS cells, coalesce(unit, '') AS unit,
    as_printed(text) AS text, coalesce(value, '') AS written, as_number(value) AS value
  FROM read_csv('figures.csv', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"');
CREATE MACRO is_same(a, b) AS a IS NOT NULL AND b IS NOT NULL AND abs(a - b) <= 1e-9 * greatest(1, abs(a), abs(b));
CREATE VIEW verdict AS
  SELECT coalesce(l.id, w.id) AS figure, l.text AS printed, l.value AS printed_value, w.value AS reworked_value, w.said AS reworked,
    coalesce(w.how, '') AS worked_by,
    CASE WHEN l.id IS NULL THEN 'the ledger has no such row'
         WHEN w.id IS NULL THEN 'verify.sql has no such figure'
         WHEN l.formula <> w.formula THEN 'the formula is another'
         WHEN l.cells <> w.cells THEN 'the cells are others'
         WHEN l.unit <> w.unit THEN 'the unit is another'
         WHEN w.how = 'blank' AND (l.written <> '' OR l.text <> w.said) THEN 'a number stands where none can be told'
         WHEN w.how <> 'SQL' THEN ''
         WHEN w.value IS NULL THEN 'it cannot be worked out from the cells'
         WHEN NOT is_same(l.value, w.value) THEN 'the value is another'
         WHEN l.text <> w.said THEN 'the text is another'
         ELSE '' END AS differs,
    coalesce(w.reason, '') AS reason
  FROM ledger AS l FULL JOIN (SELECT DISTINCT * FROM worked) AS w
    ON l.id = w.id AND (w.how <> 'SQL' OR w.said = l.text OR NOT EXISTS (
      SELECT 1 FROM worked AS other WHERE other.id = l.id AND other.said = l.text));

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
