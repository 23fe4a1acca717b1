package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.scp.protocol.EquivocationEvidence;
import io.subnetvalidator.scp.protocol.FaultProofNotice;
import io.subnetvalidator.scp.protocol.SignedBatch;
import io.subnetvalidator.scp.protocol.SubnetContext;
import io.subnetvalidator.scp.protocol.Wanted;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes of the two protocols.
 *
 * <pre>
 * push request    kind u8 (1 batch, 2 notice, 3 evidence), then the message
 * push response   status u8
 * fetch request   kind u8 (1 batch of, 2 batch named, 3 proof, 4 manifest), genesis [32], subnet u32, then
 *                 1: epoch u32, validator u32; 2: epoch u32, digest [32]; 3: digest [32]; 4: epoch u32, key [32]
 * fetch response  Option of Vec of u8
 * </pre>
 */
final class WireFormat {

    static final String PUSH = "/hypertensor/scp/push/1.0.0";
    static final String FETCH = "/hypertensor/scp/fetch/1.0.0";

    /** Largest fetch request: a manifest or a named batch. */
    static final int MAX_FETCH_REQUEST = 1 + Hash256.LENGTH + 4 + 4 + Hash256.LENGTH;

    /** Answer to a push. */
    enum Status {
        ACCEPTED(0),
        KNOWN(1),
        REFUSED(2),
        /** The receiver has no roster for the epoch yet; worth another attempt. */
        LATER(3);

        private final int number;

        Status(int number) {
            this.number = number;
        }
    }

    /** A pushed message. */
    sealed interface Push {
        record Batch(SignedBatch batch) implements Push {}

        record Notice(FaultProofNotice.Signed notice) implements Push {}

        record Evidence(EquivocationEvidence evidence) implements Push {}
    }

    private WireFormat() {}

    static byte[] encode(Push push) {
        if (push instanceof Push.Batch batch) {
            return tagged(1, batch.batch().toBytes());
        }
        if (push instanceof Push.Notice notice) {
            return tagged(2, notice.notice().toBytes());
        }
        return tagged(3, ((Push.Evidence) push).evidence().toBytes());
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no push */
    static Push decodePush(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        int kind = in.u8();
        byte[] body = in.raw(in.remaining());
        return switch (kind) {
            case 1 -> new Push.Batch(SignedBatch.fromBytes(body));
            case 2 -> new Push.Notice(FaultProofNotice.Signed.fromBytes(body));
            case 3 -> new Push.Evidence(EquivocationEvidence.fromBytes(body));
            default -> throw in.error("a push of kind " + kind);
        };
    }

    static byte[] encode(Status status) {
        return new byte[] {(byte) status.number};
    }

    static Optional<Status> decodeStatus(byte[] bytes) {
        return Arrays.stream(Status.values())
                .filter(status -> bytes.length == 1 && bytes[0] == status.number)
                .findFirst();
    }

    static byte[] encode(SubnetContext context, Wanted wanted) {
        ScaleWriter out = new ScaleWriter();
        if (wanted instanceof Wanted.BatchOf of) {
            head(out, 1, context).u32(of.epoch().value()).u32(of.validator().value());
        } else if (wanted instanceof Wanted.BatchNamed named) {
            head(out, 2, context).u32(named.epoch().value()).raw(named.digest().toBytes());
        } else if (wanted instanceof Wanted.Proof proof) {
            head(out, 3, context).raw(proof.digest().toBytes());
        } else if (wanted instanceof Wanted.Manifest manifest) {
            head(out, 4, context)
                    .u32(manifest.observed().value())
                    .raw(manifest.key().toBytes());
        }
        return out.toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no fetch request of this subnet */
    static Wanted decodeWanted(SubnetContext context, byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        int kind = in.u8();
        SubnetContext asked = new SubnetContext(hash(in), SubnetId.of(in.u32()));
        if (!asked.equals(context)) {
            throw in.error("a request about another chain or subnet");
        }
        Wanted wanted = switch (kind) {
            case 1 -> new Wanted.BatchOf(Epoch.of(in.u32()), NodeId.of(in.u32()));
            case 2 -> new Wanted.BatchNamed(Epoch.of(in.u32()), hash(in));
            case 3 -> new Wanted.Proof(hash(in));
            case 4 -> new Wanted.Manifest(Epoch.of(in.u32()), hash(in));
            default -> throw in.error("a request of kind " + kind);
        };
        in.requireEnd();
        return wanted;
    }

    static byte[] encodeFound(Optional<byte[]> found) {
        return new ScaleWriter().option(found, ScaleWriter::bytes).toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are no fetch response */
    static Optional<byte[]> decodeFound(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        Optional<byte[]> found = in.option(r -> r.bytes(bytes.length));
        in.requireEnd();
        return found;
    }

    private static byte[] tagged(int kind, byte[] body) {
        return new ScaleWriter().u8(kind).raw(body).toBytes();
    }

    private static ScaleWriter head(ScaleWriter out, int kind, SubnetContext context) {
        return out.u8(kind)
                .raw(context.genesis().toBytes())
                .u32(context.subnet().value());
    }

    private static Hash256 hash(ScaleReader in) {
        return Hash256.of(in.raw(Hash256.LENGTH));
    }
}
