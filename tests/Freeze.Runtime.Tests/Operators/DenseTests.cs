using CsCheck;
using Freeze.Cpu;
using Freeze.Cpu.Convolutions;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

public sealed unsafe class DenseTests
{
    [Theory]
    [InlineData(128, 1)]
    [InlineData(256, 1)]
    [InlineData(256, 3)]
    [InlineData(512, 3)]
    public void Equals_the_reference(int width, int threads)
    {
        using var workers = new Workers(threads);
        (from shape in Draw.Shape
         from outputs in Gen.Int[1, 70]
         from activation in Draw.Activation
         from slots in Draw.Slots
         from seed in Draw.Seed
         select (shape, outputs, activation, slots.Images, slots.Slots, seed)).Sample(
            c =>
            {
                var layer = new Dense("fc", c.shape, new(c.outputs, 1, 1)) { Activation = c.activation };
                var random = new Random(c.seed);
                var arena = new TestArena(c.Images, c.Slots, layer.Input.Floats, layer.Output.Floats);
                var (weights, bias) = (Draw.Values(random, c.outputs * layer.Inputs), Draw.Values(random, c.outputs));
                var inputs = c.Slots.ToDictionary(slot => slot, _ => Draw.Values(random, layer.Input));
                foreach (var slot in c.Slots) arena.Put(0, slot, layer.Input, inputs[slot]);
                arena.Remember();

                var geometry = new DirectGeometry(layer);
                var padded = new float[layer.Output.Blocks * Shape.Block];
                bias.CopyTo(padded, 0);
                fixed (float* packed = geometry.Pack(weights), biases = padded)
                {
                    var operands = new Operands(arena.Batch, new CpuWeights(packed, biases), arena[0], arena[1]);
                    Direct.Run(geometry, layer, operands, workers, alone: false, width);
                }

                // The same layer as a convolution whose kernel covers the input.
                var reference = new Conv2D("fc", layer.Input, layer.Output) { Kernel = new(c.shape.Height, c.shape.Width), Activation = c.activation };
                arena.AssertOnlyChanged(1, layer.Output.Floats);
                foreach (var slot in c.Slots)
                {
                    var (values, magnitudes) = Reference.Conv2D(reference, inputs[slot], weights, bias, null);
                    Reference.AssertClose(values, arena.Get(1, slot, layer.Output), magnitudes);
                }
            },
            iter: 150, threads: 1);
    }
}
