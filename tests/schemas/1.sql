-- The database of whowhom, version 1. What each column holds stands in fields.toml, and in the database itself as
-- the comment of the column. Nested columns hold records as docs/data.md describes them; the views at the end lay
-- them flat.

CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR);

CREATE TABLE page (
    doc_id VARCHAR PRIMARY KEY,
    url VARCHAR,
    outlet VARCHAR,
    wire VARCHAR,
    dateline VARCHAR,
    language VARCHAR,
    published VARCHAR,
    published_on DATE,
    modified VARCHAR,
    genre VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    furniture STRUCT(part VARCHAR, "start" BIGINT, "end" BIGINT)[],
    spin DOUBLE NOT NULL,
    content_hash VARCHAR NOT NULL,
    coder VARCHAR NOT NULL,
    words BIGINT[],
    names BIGINT[],
    sentences BIGINT[]
);

CREATE TABLE event (
    event_id VARCHAR PRIMARY KEY,
    doc_id VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    mode VARCHAR,
    actors STRUCT("text" VARCHAR, code VARCHAR, sector VARCHAR, sectors VARCHAR[], "name" VARCHAR, title VARCHAR, actor_id VARCHAR, wikidata VARCHAR)[],
    recipients STRUCT("text" VARCHAR, code VARCHAR, sector VARCHAR, sectors VARCHAR[], "name" VARCHAR, title VARCHAR, actor_id VARCHAR, wikidata VARCHAR)[],
    status VARCHAR NOT NULL,
    attribution STRUCT(source STRUCT("text" VARCHAR, code VARCHAR, sector VARCHAR, sectors VARCHAR[], "name" VARCHAR, title VARCHAR, actor_id VARCHAR, wikidata VARCHAR), cue VARCHAR, stance VARCHAR)[],
    "date" STRUCT("first" DATE, "last" DATE),
    date_basis VARCHAR NOT NULL,
    place STRUCT("text" VARCHAR, "name" VARCHAR, country VARCHAR, admin1 VARCHAR, lat DOUBLE, lon DOUBLE, "precision" VARCHAR, geonameid BIGINT),
    amounts STRUCT("value" DOUBLE, unit VARCHAR, "text" VARCHAR, low DOUBLE, high DOUBLE, "of" VARCHAR, cumulative BOOLEAN)[],
    evidence VARCHAR NOT NULL,
    trigger VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    "start" BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    background BOOLEAN NOT NULL,
    confidence DOUBLE,
    reasons STRUCT(field VARCHAR, "rule" VARCHAR, span STRUCT(part VARCHAR, "start" BIGINT, "end" BIGINT))[]
);

CREATE TABLE problem (source VARCHAR NOT NULL, stage VARCHAR NOT NULL, message VARCHAR NOT NULL, PRIMARY KEY (source, stage, message));

CREATE TABLE seen (raw_hash VARCHAR, coder VARCHAR, PRIMARY KEY (raw_hash, coder));

CREATE TABLE origin (
    origin_id VARCHAR PRIMARY KEY,
    pages VARCHAR[] NOT NULL,
    wire VARCHAR,
    wire_from VARCHAR,
    links STRUCT("one" VARCHAR, other VARCHAR, how VARCHAR, "share" DOUBLE)[]
);

CREATE TABLE deed (
    deed_id VARCHAR PRIMARY KEY,
    type VARCHAR NOT NULL,
    mode VARCHAR,
    actors STRUCT("text" VARCHAR, code VARCHAR, sector VARCHAR, sectors VARCHAR[], "name" VARCHAR, title VARCHAR, actor_id VARCHAR, wikidata VARCHAR)[],
    recipients STRUCT("text" VARCHAR, code VARCHAR, sector VARCHAR, sectors VARCHAR[], "name" VARCHAR, title VARCHAR, actor_id VARCHAR, wikidata VARCHAR)[],
    status VARCHAR NOT NULL,
    attribution STRUCT(source STRUCT("text" VARCHAR, code VARCHAR, sector VARCHAR, sectors VARCHAR[], "name" VARCHAR, title VARCHAR, actor_id VARCHAR, wikidata VARCHAR), cue VARCHAR, stance VARCHAR)[],
    "date" STRUCT("first" DATE, "last" DATE),
    date_basis VARCHAR NOT NULL,
    place STRUCT("text" VARCHAR, "name" VARCHAR, country VARCHAR, admin1 VARCHAR, lat DOUBLE, lon DOUBLE, "precision" VARCHAR, geonameid BIGINT),
    amounts STRUCT("value" DOUBLE, unit VARCHAR, "text" VARCHAR, low DOUBLE, high DOUBLE, "of" VARCHAR, cumulative BOOLEAN)[],
    reports VARCHAR[] NOT NULL,
    origins BIGINT NOT NULL,
    first_report DATE,
    last_report DATE,
    counts STRUCT(unit VARCHAR, "value" DOUBLE, reports BIGINT, origins BIGINT, chosen BOOLEAN)[],
    turns STRUCT("day" DATE, status VARCHAR, reports BIGINT, origins BIGINT)[],
    joined STRUCT(event_id VARCHAR, anchor_id VARCHAR, agree VARCHAR[])[],
    confidence DOUBLE,
    background BOOLEAN NOT NULL
);

CREATE TABLE ruling ("one" VARCHAR, other VARCHAR, same BOOLEAN NOT NULL, PRIMARY KEY ("one", other));

CREATE TABLE verdict (deed_id VARCHAR PRIMARY KEY, stratum VARCHAR NOT NULL, "share" DOUBLE NOT NULL, "right" BOOLEAN NOT NULL);

CREATE VIEW report AS
    SELECT d.deed_id, r.event_id, e.doc_id, p.outlet, p.published_on, o.origin_id, e.type, e.status, e.evidence
    FROM deed d, UNNEST(d.reports) AS r(event_id)
    JOIN event e USING (event_id) JOIN page p USING (doc_id)
    LEFT JOIN (SELECT origin_id, UNNEST(pages) AS doc_id FROM origin) o USING (doc_id);

CREATE VIEW deed_party AS
    SELECT deed_id, 'actor' AS side, UNNEST(actors, recursive := true) FROM deed
    UNION ALL SELECT deed_id, 'recipient' AS side, UNNEST(recipients, recursive := true) FROM deed;

CREATE VIEW pair AS
    SELECT d.deed_id, a.a.code AS actor, r.r.code AS recipient, d.type, d.status, d."date"."first" AS "day", d.origins
    FROM deed d, UNNEST(d.actors) AS a(a), UNNEST(d.recipients) AS r(r)
    WHERE a.a.code IS NOT NULL AND r.r.code IS NOT NULL;
