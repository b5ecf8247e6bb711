// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.shape;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Looks through one parsed source for what is out of shape. */
final class Shape extends TreeScanner<Void, Void> {
    static final int FILE_LINES = 400;
    static final int METHOD_LINES = 50;
    static final int CONSTRUCTOR_PARAMETERS = 5;
    static final int RECORD_COMPONENTS = 8;

    private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0";
    private static final Set<String> PER_THREAD = Set.of("ThreadLocal", "InheritableThreadLocal");

    private final Source source;
    private final List<Finding> findings = new ArrayList<>();
    private boolean inRecord;

    private Shape(Source source) {
        this.source = source;
    }

    static List<Finding> of(Source source) {
        Shape shape = new Shape(source);
        int lines = (int) source.text().lines().count();
        shape.limit("file", lines, FILE_LINES, "the file has " + lines + " lines");
        if (!source.text().startsWith(LICENCE)) {
            shape.add("licence", 0, "the first line is not " + LICENCE);
        }
        CompilationUnitTree tree = source.tree();
        shape.scan(tree, null);
        return shape.findings;
    }

    private void limit(String kind, int size, int most, String what) {
        if (size > most) {
            add(kind, size, what + " (most: " + most + ")");
        }
    }

    private void add(String kind, int size, String what) {
        findings.add(new Finding(source.path(), kind, size, what));
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
        boolean outer = inRecord;
        inRecord = type.getKind() == Tree.Kind.RECORD;
        if (inRecord) {
            int components =
                    (int) type.getMembers().stream().filter(Shape::isComponent).count();
            String what = "record " + type.getSimpleName() + " has " + components + " components";
            limit("params", components, RECORD_COMPONENTS, what);
        }
        super.visitClass(type, null);
        inRecord = outer;
        return null;
    }

    /** A record has no fields of its own but static ones. */
    private static boolean isComponent(Tree member) {
        return member instanceof VariableTree field
                && !field.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
        boolean constructor = method.getName().contentEquals("<init>");
        String name = constructor ? "a constructor" : method.getName() + "()";
        int lines = source.lines(method);
        limit("method", lines, METHOD_LINES, name + " has " + lines + " lines");
        int parameters = method.getParameters().size();
        if (constructor && !inRecord) {
            limit("params", parameters, CONSTRUCTOR_PARAMETERS, name + " has " + parameters + " parameters");
        }
        if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
            add("synchronized", 0, name + " is synchronized");
        }
        return super.visitMethod(method, null);
    }

    @Override
    public Void visitSynchronized(SynchronizedTree block, Void unused) {
        add("synchronized", 0, "a synchronized block in line " + source.line(block));
        return super.visitSynchronized(block, null);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree select, Void unused) {
        String owner = select.getExpression().toString();
        boolean asleep = select.getIdentifier().contentEquals("sleep")
                && (owner.matches("(java\\.lang\\.)?Thread") || owner.matches("(.*\\.)?TimeUnit\\.[A-Z]+"));
        if (asleep) {
            add("sleep", 0, owner + ".sleep in line " + source.line(select));
        }
        return super.visitMemberSelect(select, null);
    }

    @Override
    public Void visitIdentifier(IdentifierTree identifier, Void unused) {
        if (PER_THREAD.contains(identifier.getName().toString())) {
            add("thread-local", 0, identifier.getName() + " in line " + source.line(identifier));
        }
        return super.visitIdentifier(identifier, null);
    }
}
