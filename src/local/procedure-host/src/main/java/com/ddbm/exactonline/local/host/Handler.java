package com.ddbm.exactonline.local.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.snowflake.snowpark_java.Session;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

/**
 * The method behind a procedure, found by the rules of Snowflake's HANDLER: {@code
 * package.Class.method}, not private or protected.
 */
final class Handler {
  private final Class<?> type;
  private final Method method;

  private Handler(Class<?> type, Method method) {
    this.type = type;
    this.method = method;
  }

  /**
   * Finds the handler that takes a session and so many arguments.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Handler find(ClassLoader loader, String name, int arguments) {
    int dot = name.lastIndexOf('.');
    if (dot < 1) {
      throw new IllegalArgumentException(
          "Handler '" + name + "' is not of the form package.Class.method.");
    }
    Class<?> type;
    try {
      type = Class.forName(name.substring(0, dot), true, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "Cannot find the class of handler '" + name + "' in the imports.", e);
    }
    for (Method method : type.getDeclaredMethods()) {
      boolean visible =
          !Modifier.isPrivate(method.getModifiers())
              && !Modifier.isProtected(method.getModifiers());
      if (method.getName().equals(name.substring(dot + 1))
          && visible
          && !method.isBridge()
          && fits(method, arguments)) {
        if (method.getReturnType() == void.class) {
          throw new IllegalArgumentException("Handler '" + name + "' must return a value.");
        }
        method.setAccessible(true);
        return new Handler(type, method);
      }
    }
    throw new IllegalArgumentException(
        "Cannot find handler '"
            + name
            + "' with a Session and "
            + arguments
            + " arguments in the imports.");
  }

  private static boolean fits(Method method, int arguments) {
    return method.getParameterCount() == arguments + 1
        && method.getParameterTypes()[0] == Session.class;
  }

  /**
   * Calls the method; the result as text (JSON for semi-structured types, plain digits for
   * numbers), null for NULL.
   */
  String invoke(Session session, List<JsonNode> arguments) throws ReflectiveOperationException {
    Object[] values = new Object[arguments.size() + 1];
    values[0] = session;
    for (int index = 0; index < arguments.size(); index++) {
      values[index + 1] =
          Values.argument(arguments.get(index), method.getGenericParameterTypes()[index + 1]);
    }
    return Values.result(
        method.invoke(Modifier.isStatic(method.getModifiers()) ? null : instance(), values));
  }

  private Object instance() throws ReflectiveOperationException {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new InvocationTargetException(
          new IllegalArgumentException(
              "Class " + type.getName() + " needs a constructor without arguments.", e));
    }
  }
}
