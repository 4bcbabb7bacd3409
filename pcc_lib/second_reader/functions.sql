-- 1. The functions of the formulas ───────────────────────────────────────────────────────────────────────────────────
-- They are called as the ledger calls them, but that count, mean and rank are words of SQL already: here they are counted,
-- mean_of and rank_of. What rests on a missing cell is missing (NULL), and so is what would be divided by nought.
CREATE MACRO counted(a) AS a;
CREATE MACRO published(a) AS a;
CREATE MACRO times(factor, a) AS factor * a;
CREATE MACRO percentage(part, whole) AS CASE WHEN whole <> 0 THEN 100 * part / whole END;
CREATE MACRO mean_of(total, n) AS CASE WHEN n <> 0 THEN total / n END;
CREATE MACRO rate_per_1000(events, population) AS CASE WHEN population <> 0 THEN 1000 * events / population END;
CREATE MACRO change_number(now, before) AS now - before;
CREATE MACRO change_points(now, before) AS now - before;
CREATE MACRO change_percent(now, before) AS CASE WHEN before <> 0 THEN 100 * (now - before) / before END;
CREATE MACRO gap_to_range(v, low, high) AS CASE WHEN v > high THEN v - high WHEN v < low THEN v - low ELSE 0 * v END;
CREATE MACRO per_month(difference, months := 12) AS difference / months;
CREATE MACRO average(total, months) AS CASE WHEN months <> 0 THEN total / months END;
CREATE MACRO at_least(least_value, v) AS CASE WHEN v < least_value THEN least_value ELSE v END;
CREATE MACRO at_most(most_value, v) AS CASE WHEN v > most_value THEN most_value ELSE v END;

-- Of lists, a value for each month or each part.
CREATE MACRO percentages(parts, wholes) AS [percentage(parts[i], wholes[i]) for i in range(1, len(parts) + 1)];
CREATE MACRO means(totals, ns) AS [mean_of(totals[i], ns[i]) for i in range(1, len(totals) + 1)];
CREATE MACRO rates(events, people) AS [rate_per_1000(events[i], people[i]) for i in range(1, len(events) + 1)];
-- Of a survey, blank where fewer than 30 people answered: such a percentage is withheld.
CREATE MACRO survey_percentages(parts, answers) AS
  [CASE WHEN answers[i] >= 30 THEN percentage(parts[i], answers[i]) END for i in range(1, len(parts) + 1)];
CREATE MACRO added(xs, ys) AS [xs[i] + ys[i] for i in range(1, len(xs) + 1)];
CREATE MACRO less(xs, ys) AS [xs[i] - ys[i] for i in range(1, len(xs) + 1)];
CREATE MACRO how_many(xs) AS len([x for x in xs if x IS NOT NULL]);
CREATE MACRO how_many_blank(xs) AS len([x for x in xs if x IS NULL]);
-- Equal values share the better place.
CREATE MACRO rank_of(xs, v) AS CASE WHEN v IS NOT NULL THEN 1 + len([x for x in xs if x > v]) END;
CREATE MACRO rank_from_lowest(xs, v) AS CASE WHEN v IS NOT NULL THEN 1 + len([x for x in xs if x < v]) END;
-- In how many months the second list has a value that the first has not.
CREATE MACRO differing(xs, ys) AS
  len([i for i in range(1, len(ys) + 1) if ys[i] IS NOT NULL AND (xs[i] IS NULL OR xs[i] <> ys[i])]);

-- 95% intervals. z(): 97.5% of a normal distribution lie below it.
CREATE MACRO z() AS CAST('1.959963984540054' AS DOUBLE);
-- Wilson's score interval of a share p of n (Wilson 1927), in per cent. `side` is -1 for the lower bound, 1 for the upper.
CREATE MACRO wilson_share(p, n, side) AS
  (p + z() * z() / (2 * n) + side * z() * sqrt(p * (1 - p) / n + z() * z() / (4 * n * n))) / (1 + z() * z() / n);
CREATE MACRO wilson_lower(part, whole) AS
  CASE WHEN whole > 0 AND part BETWEEN 0 AND whole
       THEN 100 * least(greatest(wilson_share(part / whole, whole, -1), 0), part / whole) END;
CREATE MACRO wilson_upper(part, whole) AS
  CASE WHEN whole > 0 AND part BETWEEN 0 AND whole
       THEN 100 * greatest(least(wilson_share(part / whole, whole, 1), 1), part / whole) END;
-- Newcombe's interval of the difference of two shares (Newcombe 1998, method 10), in percentage points.
CREATE MACRO newcombe_bound(p, n, q, m, side) AS
  p - q + side * sqrt(pow(wilson_share(p, n, side) - p, 2) + pow(wilson_share(q, m, -side) - q, 2));
CREATE MACRO newcombe_lower(now, of_now, before, of_before) AS
  CASE WHEN of_now > 0 AND of_before > 0 THEN 100 * newcombe_bound(now / of_now, of_now, before / of_before, of_before, -1) END;
CREATE MACRO newcombe_upper(now, of_now, before, of_before) AS
  CASE WHEN of_now > 0 AND of_before > 0 THEN 100 * newcombe_bound(now / of_now, of_now, before / of_before, of_before, 1) END;

-- Pearson's r of two series by month (blank where a month is missing), and Fisher's interval of it (Fisher 1921) over the
-- months that both know, at least 24; the same of their changes from month to month, none of which crosses a gap.
CREATE MACRO correlation(xs, ys) AS (
  SELECT CASE WHEN count(*) >= 3 AND count(x) = count(*) AND count(y) = count(*) AND max(x) > min(x) AND max(y) > min(y)
              THEN corr(y, x) END
  FROM (SELECT unnest(xs) AS x, unnest(ys) AS y));
CREATE MACRO differences(xs) AS [xs[i] - xs[i - 1] for i in range(2, len(xs) + 1)];
CREATE MACRO shared(xs, ys) AS len([i for i in range(1, len(xs) + 1) if xs[i] IS NOT NULL AND ys[i] IS NOT NULL]);
CREATE MACRO r_of(xs, ys) AS (SELECT corr(y, x) FROM (SELECT unnest(xs) AS x, unnest(ys) AS y));
CREATE MACRO fisher_bound(r, n, side) AS CASE WHEN n >= 4 THEN tanh(atanh(r) + side * z() / sqrt(n - 3)) END;
CREATE MACRO fisher_lower(xs, ys) AS CASE WHEN shared(xs, ys) >= 24 THEN fisher_bound(r_of(xs, ys), shared(xs, ys), -1) END;
CREATE MACRO fisher_upper(xs, ys) AS CASE WHEN shared(xs, ys) >= 24 THEN fisher_bound(r_of(xs, ys), shared(xs, ys), 1) END;
CREATE MACRO correlation_of_differences(xs, ys) AS
  CASE WHEN shared(xs, ys) >= 24 THEN r_of(differences(xs), differences(ys)) END;
CREATE MACRO fisher_differences_lower(xs, ys) AS
  CASE WHEN shared(xs, ys) >= 24
       THEN fisher_bound(correlation_of_differences(xs, ys), shared(differences(xs), differences(ys)), -1) END;
CREATE MACRO fisher_differences_upper(xs, ys) AS
  CASE WHEN shared(xs, ys) >= 24
       THEN fisher_bound(correlation_of_differences(xs, ys), shared(differences(xs), differences(ys)), 1) END;

-- A forecast that says what the same month of last year was, so many months ahead; its 95% interval is as wide as the months
-- used to differ from the year before. It is blank where a month is missing after the first that is known.
CREATE MACRO on_year(xs) AS (
  SELECT CASE WHEN count(d) = count(*) THEN sqrt(avg(d * d)) END
  FROM (SELECT x - lag(x, 12) OVER (ORDER BY i) AS d, i - min(i) FILTER (x IS NOT NULL) OVER () AS since
        FROM (SELECT unnest(xs) AS x, unnest(range(len(xs))) AS i))
  WHERE since >= 12);
CREATE MACRO seasonal_naive_mean(xs, ahead) AS CASE WHEN on_year(xs) IS NOT NULL THEN xs[len(xs) - 12 + CAST(ahead AS INTEGER)] END;
CREATE MACRO seasonal_naive_lower(xs, ahead) AS seasonal_naive_mean(xs, ahead) - z() * on_year(xs);
CREATE MACRO seasonal_naive_upper(xs, ahead) AS seasonal_naive_mean(xs, ahead) + z() * on_year(xs);

-- 2. How numbers are printed ─────────────────────────────────────────────────────────────────────────────────────────
-- Rounded half away from zero, on ten decimal digits: 2.675 prints as 2.68. chr(8722) is the minus sign, chr(160) the blank
-- that does not break. `d` is the number of digits after the point.
CREATE MACRO ten_to(n) AS CAST(pow(10, n) AS HUGEINT);
CREATE MACRO last_digits(v, d) AS (CAST(round(abs(v) * 1e10) AS HUGEINT) + 5 * ten_to(9 - d)) // ten_to(10 - d);
CREATE MACRO digits(v, d) AS
  format('{:,}', CAST(last_digits(v, d) // ten_to(d) AS BIGINT))
  || CASE WHEN d > 0 THEN '.' || lpad(CAST(last_digits(v, d) % ten_to(d) AS VARCHAR), d, '0') ELSE '' END;
CREATE MACRO minus(v, d) AS CASE WHEN v < 0 AND last_digits(v, d) > 0 THEN chr(8722) ELSE '' END;
CREATE MACRO number(v, d) AS minus(v, d) || digits(v, d);
CREATE MACRO percent(v, d) AS number(v, d) || '%';
CREATE MACRO points(v, d) AS
  number(v, d) || ' percentage point' || CASE WHEN last_digits(v, d) = ten_to(d) THEN '' ELSE 's' END;
CREATE MACRO millions(v, d) AS number(v, d) || chr(160) || 'million';
CREATE MACRO money(v, d) AS minus(v, d) || chr(163) || digits(v, d);
CREATE MACRO money_millions(v, d) AS money(v, d) || chr(160) || 'million';
CREATE MACRO ordinal(v) AS
  digits(v, 0) || CASE WHEN last_digits(v, 0) % 100 BETWEEN 10 AND 20 THEN 'th'
                       ELSE CASE last_digits(v, 0) % 10 WHEN 1 THEN 'st' WHEN 2 THEN 'nd' WHEN 3 THEN 'rd' ELSE 'th' END END;
CREATE MACRO shared_place(v) AS '=' || ordinal(v);
CREATE MACRO places(v) AS number(v, 0) || ' place' || CASE WHEN last_digits(v, 0) = 1 THEN '' ELSE 's' END;
CREATE MACRO seconds(v, d) AS number(v, d) || chr(160) || 's';
-- 1 h 33 min: without the seconds, or with them; hours from two hours on, since 63 min 39 s reads better than 1 h 3 min.
CREATE MACRO in_minutes(v) AS
  CASE WHEN v < 0 AND last_digits(v / 60, 0) > 0 THEN chr(8722) ELSE '' END
  || concat_ws(chr(160),
       CASE WHEN last_digits(v / 60, 0) >= 60 THEN last_digits(v / 60, 0) // 60 || chr(160) || 'h' END,
       CASE WHEN last_digits(v / 60, 0) % 60 > 0 OR last_digits(v / 60, 0) < 60
            THEN last_digits(v / 60, 0) % 60 || chr(160) || 'min' END);
CREATE MACRO in_seconds(v) AS
  minus(v, 0)
  || concat_ws(chr(160),
       CASE WHEN last_digits(v, 0) >= 7200 THEN last_digits(v, 0) // 3600 || chr(160) || 'h' END,
       CASE WHEN last_digits(v, 0) < 7200 AND last_digits(v, 0) >= 60 THEN last_digits(v, 0) // 60 || chr(160) || 'min'
            WHEN last_digits(v, 0) >= 7200 AND last_digits(v, 0) % 3600 > 0
            THEN last_digits(v, 0) % 3600 // 60 || chr(160) || 'min' END,
       CASE WHEN last_digits(v, 0) % 60 > 0 OR last_digits(v, 0) = 0 THEN last_digits(v, 0) % 60 || chr(160) || 's' END);
CREATE MACRO signed(said) AS
  CASE WHEN said LIKE chr(8722) || '%' OR said LIKE '[%' OR NOT regexp_matches(said, '[1-9]') THEN said ELSE '+' || said END;

-- 3. The cells ───────────────────────────────────────────────────────────────────────────────────────────────────────
-- Every cell is read as text, and is a number only where it is written as one. `there`: whether the part was there in the period.
CREATE TABLE cells (file VARCHAR, field VARCHAR, period VARCHAR, part VARCHAR, value DOUBLE, there BOOLEAN DEFAULT true);
-- Parts that were not there in some periods, as the descriptor of the source (*.resource.yml) says.
CREATE TABLE absences (file VARCHAR, part VARCHAR, first_period VARCHAR, last_period VARCHAR);
CREATE MACRO as_number(x) AS
  CASE WHEN regexp_full_match(trim(x), '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?')
       THEN CAST(trim(x) AS DOUBLE) END;
CREATE MACRO is_wanted(part, wanted) AS (wanted IS NULL OR list_contains(wanted, part));

-- In a file of public cells, of a source of small numbers, [c] is held back, so no number; the row with a blank part is the total
-- of all parts as it was published, and is asked for by name: wanted := [''].
-- The sum of a column over so many periods and some parts (all that have rows there, where none is named). NULL where a cell is
-- blank, or a row is missing; a part counts nought in periods in which it was not there.
CREATE MACRO total(f, c, first_period, last_period, periods, wanted := NULL) AS (
  SELECT CASE WHEN count(DISTINCT period) = periods
               AND count(value) = periods * coalesce(len(wanted), count(DISTINCT part)) THEN sum(value) END
  FROM cells
  WHERE file = f AND field = c AND period BETWEEN first_period AND last_period AND is_wanted(part, wanted));

-- The same month by month: a list from the first month to the last, NULL where a month is not whole.
CREATE MACRO months(f, c, first_month, last_month, wanted := NULL) AS (
  SELECT list(CASE WHEN known = coalesce(len(wanted), of_parts) AND known > 0 THEN in_all END ORDER BY month)
  FROM (
    SELECT month, count(value) AS known, sum(value) AS in_all,
      (SELECT count(DISTINCT part) FROM cells
       WHERE file = f AND field = c AND period BETWEEN first_month AND last_month) AS of_parts
    FROM (SELECT strftime(d, '%Y-%m') AS month
          FROM generate_series(CAST(first_month || '-01' AS DATE), CAST(last_month || '-01' AS DATE), INTERVAL 1 MONTH) AS t(d))
    LEFT JOIN (SELECT period, value FROM cells WHERE file = f AND field = c AND is_wanted(part, wanted)) ON period = month
    GROUP BY month));

-- The same part by part, in the order of the names; NULL where a period is missing, or the part was not there.
CREATE MACRO parts(f, c, first_period, last_period, periods, wanted := NULL) AS (
  SELECT list(CASE WHEN known = periods AND always THEN in_all END ORDER BY place)
  FROM (
    SELECT place, count(value) AS known, sum(value) AS in_all, bool_and(there) AS always
    FROM (SELECT unnest(wanted) AS name, unnest(range(len(wanted))) AS place)
    LEFT JOIN (SELECT part, value, there FROM cells
               WHERE file = f AND field = c AND period BETWEEN first_period AND last_period) ON part = name
    GROUP BY place));

-- Lists that people fill in: one cell, by the id of its row, and how it is printed.
CREATE TABLE given (file VARCHAR, id VARCHAR, field VARCHAR, value DOUBLE, said VARCHAR);
CREATE MACRO cell(f, row_id, c) AS (SELECT value FROM given WHERE file = f AND id = row_id AND field = c);
CREATE MACRO said(f, row_id, c) AS (SELECT given.said FROM given WHERE file = f AND id = row_id AND field = c);
