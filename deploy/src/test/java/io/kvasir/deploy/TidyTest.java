package io.kvasir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// The rules of style that a formatter does not hold. The code is parsed, not matched as text.
class TidyTest {
    /// The goal is 40; past this it is two methods.
    private static final int METHOD_LINES_MAX = 60;

    private static final Pattern BANNED_NAME =
            Pattern.compile(".*(Manager|Helper|Helpers|Util|Utils|Impl)");
    private static final Pattern LEFTOVER = Pattern.compile("\\b(FIXME|TODO|XXX)\\b");

    /// Folders of one machine: a clone lies somewhere else.
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.\\-/}$])/(?:work|home|root|Users)/[a-z]");

    @Test
    void methodsAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        parse((file, lines, positions, unit) ->
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void none) {
                        long first = positions.getStartPosition(unit, method);
                        long last = positions.getEndPosition(unit, method);
                        if (first >= 0 && last >= 0) {
                            long length =
                                    lines.getLineNumber(last) - lines.getLineNumber(first) + 1;
                            if (length > METHOD_LINES_MAX) {
                                tooLong.add(file + " " + method.getName() + ": " + length);
                            }
                        }
                        return super.visitMethod(method, null);
                    }
                });
        assertThat(tooLong).as("methods of more than %d lines", METHOD_LINES_MAX).isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() throws IOException {
        List<String> banned = new ArrayList<>();
        parse((file, lines, positions, unit) ->
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitClass(ClassTree type, Void none) {
                        if (BANNED_NAME.matcher(type.getSimpleName()).matches()) {
                            banned.add(file + " " + type.getSimpleName());
                        }
                        return super.visitClass(type, null);
                    }
                });
        assertThat(banned).as("types named for nothing in the domain").isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        Set<String> without = new TreeSet<>();
        for (Path file : mainSources()) {
            Path info = file.resolveSibling("package-info.java");
            if (!Files.exists(info)) {
                without.add(Repository.ROOT.relativize(info).toString());
            } else if (!Repository.text(info).startsWith("///")) {
                without.add(Repository.ROOT.relativize(info) + " has no /// text");
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        List<String> found = new ArrayList<>();
        for (Path file : Repository.files(".java")) {
            if (!file.endsWith("TidyTest.java") && LEFTOVER.matcher(text(file)).find()) {
                found.add(Repository.ROOT.relativize(file).toString());
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void nothingNamesAFolderOfOneMachine() {
        List<String> found = new ArrayList<>();
        for (String suffix : List.of(".java", ".md", ".sh", ".xml", ".yaml", ".proto", "/kvasir")) {
            for (Path file : Repository.files(suffix)) {
                var match = MACHINE_PATH.matcher(text(file));
                if (!file.endsWith("TidyTest.java") && match.find()) {
                    found.add(Repository.ROOT.relativize(file) + ": " + match.group());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static String text(Path file) {
        return Repository.text(file);
    }

    private static List<Path> mainSources() {
        return Repository.files(".java").stream()
                .filter(file -> file.toString().contains("/src/main/java/"))
                .toList();
    }

    private interface Scan {
        TreeScanner<Void, Void> of(
                Path file, LineMap lines, SourcePositions positions, CompilationUnitTree unit);
    }

    private static void parse(Scan scan) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(mainSources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                Path file = Repository.ROOT.relativize(Path.of(unit.getSourceFile().getName()));
                scan.of(file, unit.getLineMap(), positions, unit).scan(unit, null);
            }
        }
    }
}
