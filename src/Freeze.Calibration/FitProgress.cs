namespace Freeze.Calibration;

/// <summary>How far a long piece of work has come.</summary>
/// <param name="Stage">What is being done, in words.</param>
/// <param name="Done">Steps of this stage that are done.</param>
/// <param name="Total">Steps of this stage.</param>
public readonly record struct FitProgress(string Stage, int Done, int Total);
