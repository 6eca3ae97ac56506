using Freeze.Bench.Networks;

namespace Freeze.Bench.Comparison;

/// <summary>Freeze, by the call that its users make.</summary>
/// <param name="model">The loaded model, which stays the caller's; its caches decide whether requests leave early.</param>
/// <param name="images">The images.</param>
/// <param name="batch">Images in a request.</param>
internal sealed class FreezeContender(FrozenModel model, ImageTensors images, int batch) : IContender
{
    private readonly int _values = batch * model.Plan.Input.Values;

    /// <summary>The latest answer for each image.</summary>
    public Prediction[] Predictions { get; } = new Prediction[images.Count];

    public void Run(int window) => model.Predict(Window(window), Predictions.AsSpan(window * batch, batch));

    public void Outputs(int window, Span<float> outputs) => model.Run(Window(window), outputs, batch);

    public void Dispose()
    {
    }

    private ReadOnlySpan<float> Window(int window) => images.Data.AsSpan(window * _values, _values);
}
