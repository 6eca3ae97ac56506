namespace Freeze.Bench.Comparison;

/// <summary>One side of a comparison. A window is as many consecutive images as a request takes.</summary>
internal interface IContender : IDisposable
{
    /// <summary>Answers one request; everything that it needs was prepared beforehand.</summary>
    /// <param name="window">Which images, from 0.</param>
    void Run(int window);

    /// <summary>Answers one request and gives the network's outputs, [image][classes].</summary>
    /// <param name="window">Which images, from 0.</param>
    /// <param name="outputs">Receives the outputs.</param>
    void Outputs(int window, Span<float> outputs);
}
