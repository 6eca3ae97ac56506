namespace Freeze.Calibration.Learned;

/// <summary>How a predictor is built and trained.</summary>
/// <param name="Hidden">Hidden units, a multiple of 16; 0 makes a linear predictor.</param>
/// <param name="Epochs">Passes over the fitting views.</param>
/// <param name="WeightDecay">Share of every weight that is taken away at each step, in units of the learning rate.</param>
/// <param name="LearningRate">Step of Adam at the start; it falls to zero along a cosine.</param>
/// <param name="Dropout">Share of the inputs that each step leaves out.</param>
/// <param name="Batch">Rows of one step.</param>
internal sealed record PredictorOptions(
    int Hidden, int Epochs = 20, double WeightDecay = 0.05, double LearningRate = 2e-3, double Dropout = 0.1, int Batch = 128);
