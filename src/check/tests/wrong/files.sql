EXECUTE IMMEDIATE FROM './absent.sql'; -- expect: files
EXECUTE IMMEDIATE FROM './wrong.sql'; -- expect: files
EXECUTE IMMEDIATE FROM '../outside.sql'; -- expect: files
