package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Hash256;
import java.util.Optional;

/**
 * An extrinsic of this node stands in a finalized block.
 *
 * @param extrinsic hash of the extrinsic
 * @param call pallet and call
 * @param block hash of the block
 * @param error name of the dispatch error; empty when it succeeded
 * @param fee fee paid
 */
public record ReceiptSeen(Hash256 extrinsic, String call, Hash256 block, Optional<String> error, Balance fee)
        implements LedgerEntry {

    public ReceiptSeen {
        call = EntryText.clip(call);
        error = error.map(EntryText::clip);
    }

    @Override
    public EntryKind kind() {
        return EntryKind.RECEIPT_SEEN;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.raw(extrinsic.toBytes());
        out.string(call);
        out.raw(block.toBytes());
        out.option(error, ScaleWriter::string);
        out.u128(fee.units());
    }

    static ReceiptSeen decode(ScaleReader in) {
        return new ReceiptSeen(
                Hash256.of(in.raw(Hash256.LENGTH)),
                EntryText.read(in),
                Hash256.of(in.raw(Hash256.LENGTH)),
                in.option(EntryText::read),
                Balance.of(in.u128()));
    }
}
