// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.shape;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A source file as javac's parser sees it, so that comments and strings cannot be mistaken for code.
 *
 * @param path below the root of the repository
 */
record Source(String path, String text, CompilationUnitTree tree, SourcePositions positions) {
    private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();

    static Source parse(String path, String text) {
        // A class path to open for each file would be most of the work, and parsing needs none.
        var options = List.of("-proc:none", "-classpath", "");
        var task = (JavacTask) JAVAC.getTask(null, null, problem -> {}, options, null, List.of(file(path, text)));
        try {
            CompilationUnitTree tree = task.parse().iterator().next();
            return new Source(path, text, tree, Trees.instance(task).getSourcePositions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SimpleJavaFileObject file(String path, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + path), SimpleJavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    int line(Tree node) {
        return lineAt(positions.getStartPosition(tree, node));
    }

    /** From the first annotation to the last brace; the javadoc above is not counted. */
    int lines(Tree node) {
        return lineAt(positions.getEndPosition(tree, node)) - line(node) + 1;
    }

    private int lineAt(long position) {
        return position < 0 ? 0 : (int) tree.getLineMap().getLineNumber(position);
    }
}
