-- the parts, each by another way of naming a file
EXECUTE IMMEDIATE FROM './setup/roles.sql';
EXECUTE IMMEDIATE FROM 'setup/state.sql';
EXECUTE IMMEDIATE FROM '/setup/procedures.sql';
CALL core.echo('installed');
