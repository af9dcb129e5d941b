package io.kvasir.node.store.rocksdb;

import io.kvasir.model.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One table that cannot be opened keeps the whole database from opening, and with it every replica
/// of the node. The partitions that such tables belong to are dropped: their logs are left without
/// a store, which is how a lost replica shows, and the others serve.
final class DamagedTables {
    private static final Logger LOG = LoggerFactory.getLogger(DamagedTables.class);

    private DamagedTables() {}

    static boolean isDamage(RocksDBException failure) {
        return failure.getStatus() != null
                && failure.getStatus().getCode() == Status.Code.Corruption;
    }

    /// @param noted names of tables that were found damaged before
    /// @return the families that are left, in the order given
    /// @throws RocksDBException where the database cannot be opened even without them
    static List<ColumnFamilyDescriptor> drop(
            Path database,
            DBOptions options,
            List<ColumnFamilyDescriptor> families,
            Set<String> noted)
            throws RocksDBException {
        List<ColumnFamilyDescriptor> whole = new ArrayList<>();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        // Careless for the moment of finding out which tables they are.
        try (DBOptions careless = new DBOptions(options).setParanoidChecks(false);
                RocksDB opened = RocksDB.open(careless, database.toString(), families, handles)) {
            Set<Integer> owners = owners(opened, handles, noted);
            for (int i = 0; i < families.size(); i++) {
                if (!owners.contains(handles.get(i).getID()) && isWhole(opened, handles.get(i))) {
                    whole.add(families.get(i));
                } else {
                    LOG.error(
                            "the store of {} holds a damaged table and is dropped",
                            ColumnFamilyName.parse(families.get(i).getName()));
                    opened.dropColumnFamily(handles.get(i));
                }
            }
            handles.forEach(ColumnFamilyHandle::close);
        }
        return whole;
    }

    /// The families that the tables are of.
    private static Set<Integer> owners(
            RocksDB database, List<ColumnFamilyHandle> families, Set<String> tables)
            throws RocksDBException {
        Set<Bytes> names = new HashSet<>();
        for (LiveFileMetaData file : database.getLiveFilesMetaData()) {
            if (tables.contains(file.fileName().replaceFirst("^/", ""))) {
                names.add(Bytes.ofOwned(file.columnFamilyName()));
            }
        }
        Set<Integer> owners = new HashSet<>();
        for (ColumnFamilyHandle family : families) {
            if (names.contains(Bytes.ofOwned(family.getName()))) {
                owners.add(family.getID());
            }
        }
        return owners;
    }

    private static boolean isWhole(RocksDB database, ColumnFamilyHandle family)
            throws RocksDBException {
        try {
            // Opens every table of the family.
            var _ = database.getPropertiesOfAllTables(family);
            return true;
        } catch (RocksDBException e) {
            if (isDamage(e)) {
                return false;
            }
            throw e;
        }
    }
}
