import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ModuleDesc;
import java.lang.constant.PackageDesc;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Prepares the assembled application for a fast start and for its own runtime; the build runs it.
 *
 * <p>Classes of Java 5 (picocli is compiled for it) have no stack maps. The JVM checks them in the
 * old, slow way and puts none of them into an AOT cache. They get stack maps and the version of
 * Java 8, and otherwise stay as they are.
 *
 * <p>jlink accepts no automatic modules. They get a descriptor like the one that the JVM would have
 * derived: every package is exported. They may read {@code java.base} and each other, if they use it.
 *
 * <p>The native library of SQLite is in its jar. Every start would copy it into the temporary
 * directory, and it would stay there when the daemon is killed. So this program copies it once.
 *
 * <pre>java -cp 'LIB/*' PrepareApplication.java LIB NATIVE</pre>
 */
public final class PrepareApplication {
  private static final int MAJOR_VERSION_AT = 6;

  private PrepareApplication() {}

  public static void main(String[] args) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(args[0]), "picocli-*.jar")) {
      for (Path jar : jars) modernize(jar);
    }
    List<ModuleReference> automatic =
        ModuleFinder.of(Path.of(args[0])).findAll().stream()
            .filter(module -> module.descriptor().isAutomatic())
            .toList();
    for (ModuleReference module : automatic) describe(module, automatic);
    extractSqlite(Path.of(args[1]));
  }

  private static void modernize(Path jar) throws IOException {
    Path modern = jar.resolveSibling(jar.getFileName() + ".modern");
    try (JarFile in = new JarFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(modern))) {
      ClassFile classes =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(resolver(in)));
      for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        out.write(isOld(entry, bytes) ? modernize(classes, bytes) : bytes);
      }
    }
    Files.move(modern, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isOld(JarEntry entry, byte[] bytes) {
    if (!entry.getName().endsWith(".class")) return false;
    int major = (bytes[MAJOR_VERSION_AT] & 0xff) << 8 | bytes[MAJOR_VERSION_AT + 1] & 0xff;
    return major < ClassFile.JAVA_6_VERSION;
  }

  /** The same class for Java 8. */
  private static byte[] modernize(ClassFile classes, byte[] bytes) {
    ClassModel old = classes.parse(bytes);
    return classes.transformClass(
        old,
        (builder, element) -> {
          switch (element) {
            case ClassFileVersion _ -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
            case MethodModel method -> builder.transformMethod(
                method, MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
            default -> builder.with(element);
          }
        });
  }

  private static ClassHierarchyResolver resolver(JarFile jar) {
    return ClassHierarchyResolver.ofResourceParsing(
            type -> {
              String descriptor = type.descriptorString();
              ZipEntry entry =
                  jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
              try {
                return entry == null ? null : jar.getInputStream(entry);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .orElse(ClassHierarchyResolver.defaultResolver());
  }

  private static void describe(ModuleReference module, List<ModuleReference> others)
      throws IOException {
    ModuleDescriptor automatic = module.descriptor();
    Set<String> used = usedPackages(Path.of(module.location().orElseThrow()));
    byte[] descriptor =
        ClassFile.of()
            .buildModule(
                ModuleAttribute.of(
                    ModuleDesc.of(automatic.name()),
                    builder -> {
                      builder.requires(ModuleDesc.of("java.base"), ClassFile.ACC_MANDATED, null);
                      for (ModuleReference other : others) {
                        if (other == module) continue;
                        if (Collections.disjoint(other.descriptor().packages(), used)) continue;
                        builder.requires(ModuleDesc.of(other.descriptor().name()), 0, null);
                      }
                      for (String name : automatic.packages().stream().sorted().toList()) {
                        builder.exports(PackageDesc.of(name), 0);
                      }
                    }));
    Path jar = Path.of(module.location().orElseThrow());
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      Files.write(inside.getPath("module-info.class"), descriptor);
    }
  }

  /** The packages of all classes to which the classes of a jar refer. */
  private static Set<String> usedPackages(Path jar) throws IOException {
    Set<String> packages = new HashSet<>();
    try (JarFile in = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        if (!entry.getName().endsWith(".class")) continue;
        for (PoolEntry constant :
            ClassFile.of().parse(in.getInputStream(entry).readAllBytes()).constantPool()) {
          if (constant instanceof ClassEntry type) packages.add(type.asSymbol().packageName());
        }
      }
    }
    return packages;
  }

  private static void extractSqlite(Path into) throws IOException {
    Files.createDirectories(into);
    String resource =
        LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
    try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource);
        OutputStream out = Files.newOutputStream(into.resolve("libsqlitejdbc.so"))) {
      if (in == null) throw new IOException("sqlite-jdbc has no " + resource);
      in.transferTo(out);
    }
  }
}
