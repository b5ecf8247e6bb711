// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import dev.hawser.cli.admin.Fields;
import java.util.List;

/** How an answer is put to people, and what it says to the shell. Pure. */
interface Reading {

    /** The lines for a terminal of that width. */
    List<String> lines(Fields answer, int width, boolean colours);

    /** Whether all is well, as far as the command asks. */
    boolean isWell(Fields answer);
}
