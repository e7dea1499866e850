package com.ddbm.exactonline.simulator.catalogue;

/** One property of a resource. */
public record Property(String name, EdmType type, String typeName) {}
