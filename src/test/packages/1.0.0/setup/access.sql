-- The way out: Exact Online's seven sites and nothing else. The hosts stand here twice, in the
-- network rule and in the specification that an administrator approves; Snowflake compares them as
-- strings, so they must be identical. CREATE OR ALTER keeps the links of an installed app.
CREATE OR ALTER NETWORK RULE state.exact_online_hosts
  TYPE = HOST_PORT
  MODE = EGRESS
  VALUE_LIST = (
    'start.exactonline.nl',
    'start.exactonline.be',
    'start.exactonline.de',
    'start.exactonline.fr',
    'start.exactonline.es',
    'start.exactonline.co.uk',
    'start.exactonline.com'
  )
  COMMENT = 'The sites of Exact Online';

-- Never OR REPLACE: that would cut running procedures off. Its secrets follow in restore_secrets.
CREATE EXTERNAL ACCESS INTEGRATION IF NOT EXISTS exact_online_access
  ALLOWED_NETWORK_RULES = (state.exact_online_hosts)
  ENABLED = TRUE
  COMMENT = 'Exact Online Connector: calls to the API of Exact Online';

ALTER APPLICATION SET SPECIFICATION exact_online_access
  TYPE = EXTERNAL_ACCESS
  LABEL = 'Exact Online'
  DESCRIPTION = 'Fetches your data from the API of Exact Online. Data goes from there into this account and nowhere else.'
  HOST_PORTS = (
    'start.exactonline.nl',
    'start.exactonline.be',
    'start.exactonline.de',
    'start.exactonline.fr',
    'start.exactonline.es',
    'start.exactonline.co.uk',
    'start.exactonline.com'
  );
