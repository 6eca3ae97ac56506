using System.Numerics.Tensors;

namespace Freeze.Calibration;

/// <summary>
/// Pooled activations of many images, one a row, kept as halves: 45,000 rows of 1,024 values take 92 MB. Values beyond what a half can hold are
/// clipped, and values that are not numbers become zero: one broken activation must not spoil the statistics of all.
/// </summary>
public sealed class FeatureMatrix
{
    private readonly Half[] _values;

    /// <summary>Makes an empty matrix.</summary>
    /// <param name="rows">Images.</param>
    /// <param name="columns">Values an image.</param>
    public FeatureMatrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if ((long)rows * columns > Array.MaxLength)
            throw new FreezeException($"{rows} images of {columns} features each are too many to fit at once; take fewer fitting images.");
        Rows = rows;
        Columns = columns;
        _values = new Half[rows * columns];
    }

    /// <summary>Images.</summary>
    public int Rows { get; }

    /// <summary>Values an image.</summary>
    public int Columns { get; }

    /// <summary>Stores a row; different rows may be stored at once.</summary>
    /// <param name="row">Index of the image.</param>
    /// <param name="values">Its values.</param>
    public void Store(int row, ReadOnlySpan<float> values)
    {
        var target = _values.AsSpan(row * Columns, Columns);
        TensorPrimitives.ConvertToHalf(values[..Columns], target);
        foreach (ref var value in target)
        {
            if (Half.IsFinite(value)) continue;
            value = Half.IsNaN(value) ? (Half)0 : Half.IsNegative(value) ? Half.MinValue : Half.MaxValue;
        }
    }

    /// <summary>Reads a row.</summary>
    /// <param name="row">Index of the image.</param>
    /// <param name="values">Receives its values.</param>
    public void Load(int row, Span<float> values) => TensorPrimitives.ConvertToSingle(_values.AsSpan(row * Columns, Columns), values);
}
