using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Depthwise;

/// <summary>
/// Depthwise convolution: channels do not mix, so vectors run over channels and every tap is a multiply-add of a pixel by its weights. Work is
/// divided into images, pairs of vectors and bands of rows; a row is taken in runs of <see cref="DepthwiseTile.Pixels"/> pixels, from taps
/// to activation in registers. Halos stand in for padding; rows of taps that see nothing else are left out.
/// </summary>
internal readonly unsafe struct DepthwiseConvolution : IParts
{
    private readonly DirectGeometry _geometry;
    private readonly Operands _operands;
    private readonly Epilogue _epilogue;
    private readonly int _blockFloats;
    private readonly int _width;
    private readonly int _pairs;
    private readonly int _bands;

    public DepthwiseConvolution(Conv2D layer, in Operands operands, int width, int threads)
    {
        _geometry = new DirectGeometry(layer);
        (_operands, _epilogue, _width) = (operands, new Epilogue(operands, layer), width);
        _blockFloats = DepthwiseWeights.BlockFloats(layer);
        _pairs = ChannelPair.Count(layer.Output, width / 32);

        // A few parts for each thread, so that one that comes late delays little; nothing is read twice but the rows where bands meet.
        var planes = operands.Batch.Count * _pairs;
        _bands = threads == 1 ? 1 : Math.Clamp((3 * threads + planes - 1) / planes, 1, layer.Output.Height);
    }

    /// <summary>Runs the layer.</summary>
    public void Run(Workers workers, bool alone)
    {
        var work = this;
        workers.Run(ref work, _operands.Batch.Count * _pairs * _bands, alone);
    }

    public void Run(int part, int worker)
    {
        switch (_width)
        {
            case 512 when InstructionSet.Has512: Run<Vector512<float>, Simd512>(part); break;
            case 256 when InstructionSet.Has256: Run<Vector256<float>, Simd256>(part); break;
            case 128 when InstructionSet.Has128: Run<Vector128<float>, Simd128>(part); break;
        }
    }

    private void Run<V, S>(int part)
        where V : struct
        where S : struct, ISimd<V>
    {
        var (plane, band) = Math.DivRem(part, _bands);
        var (image, group) = Math.DivRem(plane, _pairs);
        var pair = new ChannelPair(group, S.Lanes, _geometry.Output);
        if (image == 0 && band == 0) _epilogue.ClearHalo(pair);
        Rows<V, S>(pair, image, _geometry.Output.Height * band / _bands, _geometry.Output.Height * (band + 1) / _bands);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rows<V, S>(in ChannelPair pair, int image, int first, int end)
        where V : struct
        where S : struct, ISimd<V>
    {
        var taps = stackalloc nint[_geometry.Taps];
        var reach = _geometry.Reach(taps);
        var input = _operands.Input + _operands.Batch.Slots[image] * _operands.Batch.Stride + _geometry.FirstInput(pair.Block) + pair.Lane;
        var weights = _operands.Weight + (nint)pair.Block * _blockFloats + pair.Lane;
        // Constants but where vectors are whole blocks: the compiler must see it, or they take registers.
        var inputToSecond = S.Lanes == Shape.Block ? pair.ToSecond(_geometry.PlaneStride) : S.Lanes;
        var weightToSecond = S.Lanes == Shape.Block ? pair.ToSecond(_blockFloats) : S.Lanes;
        var step = _geometry.Offset(0, 1);
        var width = _geometry.Output.Width;
        var three = _geometry is { Kernel.Width: 3, Stride.Width: 1, Dilation.Width: 1, Output.Width: >= DepthwiseTile.Pixels };
        var rowOfTaps = (nint)_geometry.Dilation.Height * _geometry.RowStride;
        for (var y = first; y < end; y++)
        {
            var (top, bottom) = _geometry.RowsInside(y);
            (reach.FirstTap, reach.EndTap) = (top * _geometry.TapsPerRow, bottom * _geometry.TapsPerRow);
            var line = _epilogue.Line(pair, image, y);
            var source = input + _geometry.Offset(y, 0);
            var x = 0;
            if (three)
            {
                var start = source + reach.Taps[reach.FirstTap];
                var kernel = weights + reach.FirstTap * Shape.Block;
                for (; x < width; x += DepthwiseTile.Pixels)
                {
                    // The last run may begin early and do some pixels again, unless their residual is already overwritten.
                    if (x + DepthwiseTile.Pixels > width && line.Residual != null) break;
                    x = Math.Min(x, width - DepthwiseTile.Pixels);
                    DepthwiseTile.RunThree<V, S>(start + x * Shape.Block, inputToSecond, rowOfTaps, kernel, weightToSecond, bottom - top, line, x);
                }

                source += x * Shape.Block;
            }

            for (; x < width; x += DepthwiseTile.Pixels, source += DepthwiseTile.Pixels * step)
            {
                var count = Math.Min(DepthwiseTile.Pixels, width - x);
                DepthwiseTile.Run<V, S>(source, step, inputToSecond, reach, weights, weightToSecond, line, x, count);
            }

            _epilogue.Activate<V, S>(line, width);
        }
    }
}
