using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>Memory that one tensor, or several that replace each other in place, occupy from one step to another.</summary>
internal sealed class Storage(long floats, int start)
{
    /// <summary>Floats, rounded up to a cache line.</summary>
    public long Floats { get; } = (floats + 15) / 16 * 16;

    /// <summary>The layer that first writes it; -1 for the image.</summary>
    public int Start { get; } = start;

    /// <summary>The last layer that reads or writes it.</summary>
    public int End { get; set; } = start;

    public bool Overlaps(Storage other) => Start <= other.End && other.Start <= End;
}

/// <summary>Decides which layers work in place, and how long every storage lives.</summary>
internal static class Lifetimes
{
    /// <summary>Storages, the image's first, and the storage of each tensor: the image at 0, the output of layer i at i + 1.</summary>
    public static List<Storage> Of(ModelSpec spec, Shape image, IReadOnlyList<Shape> layers, out Storage[] storageOf)
    {
        var edges = new Edges(spec);
        var lastRead = Enumerable.Range(0, layers.Count + 1).Select(i => i - 1).ToArray();
        for (var i = 0; i < layers.Count; i++)
        {
            foreach (var edge in Edges.Read(spec.Layers[i])) lastRead[edges.IndexOf(edge) + 1] = i;
        }

        // The answer is taken from the last tensor after everything else.
        lastRead[layers.Count] = layers.Count;

        storageOf = new Storage[layers.Count + 1];
        storageOf[0] = new Storage(image.ImageFloats, -1) { End = lastRead[0] };
        var storages = new List<Storage> { storageOf[0] };
        for (var i = 0; i < layers.Count; i++)
        {
            if (Replaced(spec.Layers[i], i, layers, edges, lastRead) is { } made)
                storageOf[i + 1] = storageOf[made + 1];
            else
                storages.Add(storageOf[i + 1] = new Storage(layers[i].Floats, i));
            storageOf[i + 1].End = Math.Max(storageOf[i + 1].End, lastRead[i + 1]);
        }

        return storages;
    }

    // The layer whose output this one may overwrite: read here for the last time, pixel by pixel, and of the same shape, halo included.
    private static int? Replaced(LayerSpec layer, int index, IReadOnlyList<Shape> layers, Edges edges, int[] lastRead)
    {
        var candidates = layer.Kind switch
        {
            // The convolution reads its own input's neighbours, so that only a separate residual may be overwritten.
            LayerKind.Conv2D => layer.Add is null || layer.Add == layer.From[0] ? [] : new[] { layer.Add },
            LayerKind.Activation or LayerKind.ScaleShift or LayerKind.LayerNorm or LayerKind.Add or LayerKind.Multiply => layer.From,
            _ => (IEnumerable<string>)[],
        };
        foreach (var edge in candidates)
        {
            var made = edges.IndexOf(edge);
            if (made >= 0 && lastRead[made + 1] == index && layers[made] == layers[index]) return made;
        }

        return null;
    }
}
