package com.ddbm.exactonline.catalogue;

/**
 * One property of an endpoint and the column it becomes.
 *
 * @param property the name as Exact Online spells it, used in $select
 * @param name the column: the property folded to upper case
 * @param type the OData type
 * @param key whether it is part of the merge key
 * @param confidence "documented" or "inferred"
 */
public record Column(String property, String name, EdmType type, boolean key, String confidence) {}
