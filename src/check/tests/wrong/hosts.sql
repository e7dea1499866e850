CREATE OR ALTER NETWORK RULE state.more TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('api.example.com:443'); -- expect: hosts
ALTER APPLICATION SET SPECIFICATION more -- expect: hosts
  TYPE = EXTERNAL_ACCESS LABEL = 'More' DESCRIPTION = 'More' HOST_PORTS = ('other.example.com');
