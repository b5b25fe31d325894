-- From version 1 to 2: a ruling says why.

ALTER TABLE ruling ADD COLUMN note VARCHAR;
