namespace Freeze.Generators.Specs;

/// <summary>What kinds of layers have in common.</summary>
internal static class LayerKinds
{
    /// <summary>Whether the layer reads exactly two edges, the second perhaps of a single pixel.</summary>
    public static bool IsBinary(this LayerKind kind) => kind is LayerKind.Add or LayerKind.Multiply;

    /// <summary>Whether a window slides over the layer's input.</summary>
    public static bool HasWindow(this LayerKind kind) => kind is LayerKind.Conv2D or LayerKind.MaxPool or LayerKind.AveragePool;
}
