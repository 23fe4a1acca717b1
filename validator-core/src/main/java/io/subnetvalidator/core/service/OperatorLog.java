package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.NodeId;
import io.vertx.core.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events an operator should read, one sentence each: to the log and to the board. */
public final class OperatorLog {

    private static final Logger LOG = LoggerFactory.getLogger("validator");

    private final NodeId node;
    private final ProcessBoard board;
    private volatile long block;
    private volatile boolean stopping;

    public OperatorLog(NodeId node, ProcessBoard board) {
        this.node = node;
        this.board = board;
    }

    void at(long newBlock) {
        block = newBlock;
    }

    /** From now on failures are those of work that the stop itself cuts off, which is no news. */
    void stopping() {
        stopping = true;
    }

    /** Something went as it should. */
    public void info(String kind, String sentence) {
        LOG.info("node {}: {}", node, sentence);
        board.event(block, kind, "node " + node + ": " + sentence);
    }

    /** Something an operator may want to act on. */
    public void warn(String kind, String sentence) {
        LOG.warn("node {}: {}", node, sentence);
        board.event(block, kind, "node " + node + ": " + sentence);
    }

    /** A failure handler for work whose failure must not stop anything else. */
    Handler<Throwable> warning(String kind, String what) {
        return failure -> {
            if (!stopping) {
                warn(kind, what + ": " + failure.getMessage());
            }
        };
    }
}
