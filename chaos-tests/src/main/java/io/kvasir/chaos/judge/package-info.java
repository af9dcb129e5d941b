/// What a run came to: verdicts of all checkers, availability, counts. Decides, does nothing.
@NullMarked
package io.kvasir.chaos.judge;

import org.jspecify.annotations.NullMarked;
