package com.ddbm.exactonline.catalogue;

/**
 * A query parameter without which Exact Online does not answer, for example {@code accountId} of a
 * read function.
 *
 * @param name as Exact Online spells it
 * @param type the OData type of its literal
 */
public record Parameter(String name, EdmType type) {}
