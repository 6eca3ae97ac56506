namespace Freeze.Gpu;

/// <summary>Where the tensors of a layer stand in the model's weights.</summary>
/// <param name="First">Weight, scale or rows; counted in half floats where it is of those.</param>
/// <param name="Second">Bias, shift or columns.</param>
/// <param name="Winograd">Transformed weights, counted as the weight is.</param>
internal readonly record struct LayerWeights(int First, int Second, int Winograd);
