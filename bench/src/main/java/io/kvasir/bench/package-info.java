/// `kvasir bench`: measures stores. It speaks to each as any client would and reads nothing of them
/// but what the system tells of their processes.
@NullMarked
package io.kvasir.bench;

import org.jspecify.annotations.NullMarked;
