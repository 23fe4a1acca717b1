package io.subnetvalidator.scp.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.scp.journal.SigningProcess.Released;
import io.subnetvalidator.scp.protocol.Duty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, really killed: what it released is never released otherwise by those after it. */
class JournalKillTest {

    @TempDir
    private Path directory;

    private record Key(Duty duty, Epoch epoch) {}

    @Test
    void a_killed_process_never_leads_to_two_signatures_for_one_duty_and_epoch() throws Exception {
        killRepeatedly(3);
    }

    @Test
    @Tag("slow")
    void forty_killed_processes_never_lead_to_two_signatures_for_one_duty_and_epoch() throws Exception {
        killRepeatedly(40);
    }

    private void killRepeatedly(int rounds) throws IOException, InterruptedException {
        Random random = new Random(rounds);
        Map<Key, Hash256> signed = new HashMap<>();
        for (int round = 0; round < rounds; round++) {
            List<Released> released = new ArrayList<>();
            try (SigningProcess process = SigningProcess.start(directory, round)) {
                int patience = 1 + random.nextInt(200);
                for (int i = 0; i < patience; i++) {
                    released.add(process.next());
                }
                released.addAll(process.kill());
            }
            for (Released one : released) {
                Hash256 before = signed.put(new Key(one.duty(), one.epoch()), one.digest());
                assertThat(before).as("round %d, %s", round, one).isNull();
            }
            assertNothingIsForgotten(released);
        }
    }

    private void assertNothingIsForgotten(List<Released> released) {
        try (FileSigningJournal journal = FileSigningJournal.open(directory, SigningProcess.OWNER)) {
            for (Released one : released) {
                assertThat(journal.last(one.duty()))
                        .hasValueSatisfying(last -> assertThat(last.epoch()).isGreaterThanOrEqualTo(one.epoch()));
                assertThatThrownBy(() -> journal.release(one.duty(), one.epoch(), Blake2b.hash256(new byte[] {9})))
                        .isInstanceOfSatisfying(
                                JournalException.class,
                                e -> assertThat(e.fault()).isEqualTo(JournalException.Fault.REFUSED));
            }
        }
    }
}
