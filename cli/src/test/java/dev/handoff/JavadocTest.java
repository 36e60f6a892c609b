package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiler sees that Javadoc is well-formed; here it is that there is some. */
class JavadocTest {

  @ParameterizedTest
  @ValueSource(strings = {"common", "producer", "worker", "awaiter", "gateway"})
  void everyPublicTypeSaysWhatItIs(String module) throws IOException {
    PublicTypes types = new PublicTypes();

    types.scanAll(Path.of("..", module, "src", "main", "java"));

    assertThat(types.seen).isGreaterThan(3);
    assertThat(types.silent).isEmpty();
  }

  /** Those that a program outside of their package can name. */
  private static final class PublicTypes extends TreePathScanner<Void, DocTrees> {

    private final List<String> silent = new ArrayList<>();
    private int seen;

    void scanAll(Path sources) throws IOException {
      JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null);
          Stream<Path> tree = Files.walk(sources)) {
        List<Path> all = tree.filter(file -> file.toString().endsWith(".java")).toList();
        JavacTask parsing =
            (JavacTask)
                javac.getTask(
                    null, files, null, null, null, files.getJavaFileObjectsFromPaths(all));
        for (CompilationUnitTree file : parsing.parse()) {
          scan(file, DocTrees.instance(parsing));
        }
      }
    }

    @Override
    public Void visitClass(ClassTree type, DocTrees docs) {
      if (!isPublic(type)) {
        return null; // nor is anything in it
      }
      seen++;
      if (docs.getDocComment(getCurrentPath()) == null) {
        silent.add(type.getSimpleName() + " in " + file(getCurrentPath()));
      }
      return super.visitClass(type, docs);
    }

    private boolean isPublic(ClassTree type) {
      TreePath parent = getCurrentPath().getParentPath();
      boolean isOfInterface =
          parent.getLeaf() instanceof ClassTree outer && outer.getKind() == Kind.INTERFACE;
      Set<Modifier> flags = type.getModifiers().getFlags();
      return flags.contains(Modifier.PUBLIC) || isOfInterface && !flags.contains(Modifier.PRIVATE);
    }

    private static String file(TreePath path) {
      return path.getCompilationUnit().getSourceFile().getName();
    }
  }
}
