-- A part that was not there counts nought in a total, whatever its row says, while others are there.
DELETE FROM cells USING absences AS a
WHERE cells.file = a.file AND cells.part = a.part AND cells.period BETWEEN a.first_period AND a.last_period;
INSERT INTO cells (file, field, period, part, value, there)
  SELECT c.file, c.field, c.period, a.part, 0, false
  FROM (SELECT DISTINCT file, field, period FROM cells) AS c
  JOIN absences AS a ON c.file = a.file AND c.period BETWEEN a.first_period AND a.last_period;
