package com.ddbm.exactonline.local.host;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The class loaders of the installed versions: each has its own classes and its own static state.
 */
final class Packages {
  private final Map<String, URLClassLoader> loaders = new HashMap<>();

  synchronized ClassLoader loader(String name, List<String> imports) throws MalformedURLException {
    String key = name + "\n" + String.join("\n", imports);
    URLClassLoader loader = loaders.get(key);
    if (loader == null) {
      URL[] urls = new URL[imports.size()];
      for (int index = 0; index < urls.length; index++) {
        urls[index] = Path.of(imports.get(index)).toUri().toURL();
      }
      loader = new URLClassLoader(urls, Packages.class.getClassLoader());
      loaders.put(key, loader);
    }
    return loader;
  }

  /** Forgets a package. Its loader stays open: a call that began with it may still load classes. */
  synchronized void forget(String name) {
    loaders.keySet().removeIf(key -> key.startsWith(name + "\n"));
  }
}
