package io.kvasir.bench.store;

import io.kvasir.bench.workload.Operation;
import io.kvasir.bench.workload.Workload;

/// A store as its clients see it.
public interface Store extends AutoCloseable {
    /// Why a workload cannot be asked of it; empty where it can.
    String whyNot(Workload workload);

    /// Makes what must be there before the first item is put: tables.
    void prepare() throws Exception;

    /// Returns when it is done; called by many virtual threads at once.
    ///
    /// @throws Exception where it was not done, or may not have been
    void perform(Operation operation) throws Exception;

    @Override
    void close();
}
