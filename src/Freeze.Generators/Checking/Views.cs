using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>Checks of a Rearrange's view.</summary>
internal static class Views
{
    private const int MostAxes = 8;

    /// <summary>What is wrong with a view whatever its input; null for nothing. Bad sizes are reported elsewhere.</summary>
    public static string? Problem(LayerSpec layer)
    {
        var (lengths, strides) = (layer.Lengths, layer.Strides);
        if (lengths.Count is < 1 or > MostAxes || strides.Count != lengths.Count)
            return FormattableString.Invariant($"has {lengths.Count} Lengths and {strides.Count} Strides; ")
                + FormattableString.Invariant($"a view takes one of both for each of 1 to {MostAxes} axes");
        if (lengths.Any(length => length < 1)) return $"has Lengths of [{Names.Numbers(lengths)}]; each must be at least 1";
        var wanted = (long)layer.Channels * layer.Size.Height * layer.Size.Width;
        if (layer.Channels < 1 || layer.Size.Height < 1 || layer.Size.Width < 1) return null;

        // The product of lengths that are far too many would not fit in 64 bits.
        var elements = 1L;
        foreach (var length in lengths) elements = length > wanted / elements ? wanted + 1 : elements * length;
        return elements == wanted ? null
            : FormattableString.Invariant($"makes {layer.Channels}x{layer.Size.Height}x{layer.Size.Width}, which is {wanted} elements; ")
                + $"the product of its Lengths [{Names.Numbers(lengths)}] must be the same";
    }

    /// <summary>The first and the last element that a valid view reads.</summary>
    public static (long First, long Last) Reach(LayerSpec layer)
    {
        var (first, last) = ((long)layer.Offset, (long)layer.Offset);
        for (var axis = 0; axis < layer.Lengths.Count; axis++)
        {
            var way = (layer.Lengths[axis] - 1L) * layer.Strides[axis];
            if (way < 0) first += way;
            else last += way;
        }

        return (first, last);
    }
}
