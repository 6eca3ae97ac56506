using CsCheck;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>What operators that treat every pixel alike are tried on: any shape and halos, into a buffer of its own or in place.</summary>
/// <param name="Shape">Shape of the input.</param>
/// <param name="OtherHalo">Halo of a second input.</param>
/// <param name="OutputHalo">Halo of the output unless it is in place.</param>
/// <param name="InPlace">Whether the output is the input's buffer.</param>
/// <param name="Activation">What follows.</param>
/// <param name="Images">Arenas, bystanders included.</param>
/// <param name="Slots">The live ones.</param>
/// <param name="Seed">Seed of the values.</param>
public sealed record PointwiseCase(
    Shape Shape, int OtherHalo, int OutputHalo, bool InPlace, Activation Activation, int Images, int[] Slots, int Seed)
{
    internal static readonly Gen<PointwiseCase> Any =
        from shape in Draw.Shape
        from otherHalo in Gen.Int[0, 2]
        from outputHalo in Gen.Int[0, 2]
        from inPlace in Gen.Bool
        from activation in Draw.Activation
        from slots in Draw.Slots
        from seed in Draw.Seed
        select new PointwiseCase(shape, otherHalo, outputHalo, inPlace, activation, slots.Images, slots.Slots, seed);

    /// <summary>Shape of the second input.</summary>
    public Shape Other => Shape with { Halo = OtherHalo };

    /// <summary>Shape of the output.</summary>
    public Shape Output => InPlace ? Shape : Shape with { Halo = OutputHalo };

    /// <summary>Which of the arena's buffers is the input; the output is buffer 1.</summary>
    public int Input => InPlace ? 1 : 0;

    /// <summary>Values of a tensor for each live image.</summary>
    internal Dictionary<int, float[]> Values(Random random, double scale = 1) =>
        Slots.ToDictionary(slot => slot, _ => Draw.Values(random, Shape, scale));
}
