package io.subnetvalidator.scp.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.scp.journal.SigningRecord.Decision;
import io.subnetvalidator.scp.protocol.Duty;
import org.junit.jupiter.api.Test;

class SigningRecordTest {

    private static final Hash256 A = Blake2b.hash256(new byte[] {1});
    private static final Hash256 B = Blake2b.hash256(new byte[] {2});

    @Test
    void the_same_bytes_may_be_signed_again_and_different_bytes_never() {
        SigningRecord record = signed(SigningRecord.EMPTY, Duty.PROPOSAL, 7, A);
        assertThat(record.maySign(Duty.PROPOSAL, Epoch.of(7), A)).isInstanceOf(Decision.Again.class);
        assertThat(record.maySign(Duty.PROPOSAL, Epoch.of(7), B))
                .isInstanceOfSatisfying(Decision.Refused.class, refused -> {
                    assertThat(refused.reason()).contains("another proposal of epoch 7");
                    assertThat(refused.earlier().digest()).isEqualTo(A);
                });
    }

    @Test
    void an_epoch_before_the_last_signed_one_is_refused_even_for_the_same_bytes() {
        SigningRecord record = signed(signed(SigningRecord.EMPTY, Duty.ATTESTATION, 7, A), Duty.ATTESTATION, 9, B);
        assertThat(record.maySign(Duty.ATTESTATION, Epoch.of(7), A))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.reason()).contains("epoch 7 is before epoch 9"));
    }

    @Test
    void duties_do_not_stand_in_each_others_way() {
        SigningRecord record = signed(SigningRecord.EMPTY, Duty.ATTESTATION, 9, A);
        assertThat(record.maySign(Duty.PROPOSAL, Epoch.of(8), B)).isInstanceOf(Decision.Fresh.class);
        assertThat(record.maySign(Duty.BATCH, Epoch.of(9), B)).isInstanceOf(Decision.Fresh.class);
    }

    private static SigningRecord signed(SigningRecord before, Duty duty, long epoch, Hash256 digest) {
        return ((Decision.Fresh) before.maySign(duty, Epoch.of(epoch), digest)).next();
    }
}
