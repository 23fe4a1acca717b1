package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.incentives.NodeScore;
import io.subnetvalidator.incentives.ScoreInput;
import java.util.List;

/** The subnet's score rule under its policy: pure, the same output for the same input on every machine. */
@FunctionalInterface
public interface ScoreFunction {

    List<NodeScore> scores(ScoreInput input);
}
