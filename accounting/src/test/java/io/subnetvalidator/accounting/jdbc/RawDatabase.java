package io.subnetvalidator.accounting.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The ledger's database in the hands of somebody who does not use the ledger. */
final class RawDatabase {

    private RawDatabase() {}

    static void execute(Path directory, String... statements) throws SQLException {
        String url = "jdbc:sqlite:" + directory.resolve(LedgerFile.NAME);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
