-- 4. The figures ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- id, formula, cells and unit as the ledger must have them; how it is worked; the value; how that is printed; why SQL has it not.
CREATE TABLE worked (id VARCHAR, formula VARCHAR, cells VARCHAR, unit VARCHAR, how VARCHAR, value DOUBLE, said VARCHAR, reason VARCHAR);
