namespace Freeze.Generators;

/// <summary>What shape inference finds out about a model.</summary>
public sealed class ModelShapes
{
    internal ModelShapes(Shape image, IReadOnlyList<Shape> layers, IReadOnlyList<Problem> problems)
    {
        (Image, Layers, Problems) = (image, layers, problems);
    }

    /// <summary>Shape of the image.</summary>
    public Shape Image { get; }

    /// <summary>Shape of each layer's output, halo included. Zero where a problem keeps it unknown.</summary>
    public IReadOnlyList<Shape> Layers { get; }

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>Whether the model can be planned and run.</summary>
    public bool IsValid => Problems.All(problem => problem.IsWarning);
}
