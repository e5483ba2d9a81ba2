"""PostgreSQL counts editions in as many rows as there ever were writers at once, no longer in one for each transaction.

Whoever writes takes the first row that nobody else has taken and keeps it until the end of the transaction: SKIP LOCKED
waits for nobody, so an import and an editor cannot hold each other up, nor lock each other out. SQLite has counted in one
row all along.
"""

from django.db import migrations

#: The row taken is remembered for the transaction (set_config's third argument), and forgotten with a savepoint that is
#: taken back, as the lock is. Where every row is taken, a new one is made; its number is met again only in a restored
#: archive, whose cluster counts transactions anew.
FUNCTION = """
CREATE OR REPLACE FUNCTION articles_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mine bigint := nullif(current_setting('articles.edition_row', true), '');
BEGIN
    IF mine IS NULL THEN
        SELECT id INTO mine FROM articles_edition ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
        mine := coalesce(mine, pg_current_xact_id()::text::bigint);
        PERFORM set_config('articles.edition_row', mine::text, true);
    END IF;
    INSERT INTO articles_edition (id, number) VALUES (mine, 1)
    ON CONFLICT (id) DO UPDATE SET number = articles_edition.number + 1;
    RETURN NULL;
END $$
"""

#: What the rows of past transactions have counted goes into the first; the sum, which is the edition, stays.
FOLD = """
WITH past AS (DELETE FROM articles_edition WHERE id <> 1 RETURNING number)
INSERT INTO articles_edition (id, number) SELECT 1, sum(number) FROM past HAVING count(*) > 0
ON CONFLICT (id) DO UPDATE SET number = articles_edition.number + excluded.number
"""


def count_in_few_rows(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
        editor.execute(FOLD)


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_site_settings")]
    # Nothing to take back: an older program reads the same sum.
    operations = [migrations.RunPython(count_in_few_rows, migrations.RunPython.noop)]
