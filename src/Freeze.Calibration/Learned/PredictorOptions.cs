namespace Freeze.Calibration.Learned;

/// <summary>How a predictor is built and trained.</summary>
/// <param name="Hidden">Hidden units, a multiple of 16; 0 makes a linear predictor.</param>
/// <param name="Epochs">Passes over the fitting views.</param>
/// <param name="WeightDecay">Share of every weight that is taken away at each step, in units of the learning rate.</param>
/// <param name="LearningRate">Step of Adam at the start; it falls to zero along a cosine.</param>
/// <param name="Batch">Rows of one step.</param>
internal sealed record PredictorOptions(
    int Hidden, int Epochs, double WeightDecay = 0.5, double LearningRate = 3e-3, int Batch = 128);
