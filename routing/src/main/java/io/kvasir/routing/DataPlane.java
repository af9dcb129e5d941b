package io.kvasir.routing;

import io.grpc.Deadline;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.routing.request.BatchGet;
import io.kvasir.routing.request.BatchGetReply;
import io.kvasir.routing.request.BatchWrite;
import io.kvasir.routing.request.BatchWriteReply;
import io.kvasir.routing.request.DeleteItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.Page;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.Query;
import io.kvasir.routing.request.Scan;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactGetReply;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteReply;
import io.kvasir.routing.transaction.TransactionOutcome;
import java.util.concurrent.CompletableFuture;

/// Items of tables. A future ends with its answer or with a `RequestFailedException`, never later
/// than shortly after the deadline; nothing is thrown by the call itself. Futures complete on I/O
/// threads: what follows them must not block (wait for them from a virtual thread, or hop to an
/// executor of your own).
public interface DataPlane {
    CompletableFuture<GetReply> get(GetItem request, Deadline deadline);

    CompletableFuture<WriteReply> put(PutItem request, Deadline deadline);

    CompletableFuture<WriteReply> update(UpdateItem request, Deadline deadline);

    CompletableFuture<WriteReply> delete(DeleteItem request, Deadline deadline);

    CompletableFuture<Page> query(Query request, Deadline deadline);

    CompletableFuture<Page> scan(Scan request, Deadline deadline);

    CompletableFuture<BatchGetReply> batchGet(BatchGet request, Deadline deadline);

    CompletableFuture<BatchWriteReply> batchWrite(BatchWrite request, Deadline deadline);

    /// All actions or none, serializably.
    CompletableFuture<TransactionOutcome> transactWrite(TransactWrite request, Deadline deadline);

    /// All items as they were at one moment; TRANSACTION_CONFLICT where other transactions do not
    /// let it through.
    CompletableFuture<TransactGetReply> transactGet(TransactGet request, Deadline deadline);

    /// Waits for a future of this interface, for callers on virtual threads.
    ///
    /// @throws RequestFailedException as the future ends
    static <T> T await(CompletableFuture<T> future) {
        return Awaiting.await(future);
    }
}
