using System.Runtime.CompilerServices;
using Freeze.Cpu.Operators;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>What follows the inner product, while the result is still in registers: bias, residual, activation. It also writes the halo.</summary>
internal readonly unsafe struct Epilogue
{
    private readonly Batch _batch;
    private readonly float* _bias;
    private readonly float* _output;
    private readonly float* _residual;
    private readonly Shape _shape;
    private readonly Shape _residualShape;
    private readonly Activation _activation;
    private readonly float _floor;
    private readonly float _ceiling;

    public Epilogue(in Operands operands, Layer layer)
    {
        _batch = operands.Batch;
        _bias = operands.Bias;
        _output = operands.Output;
        _residual = operands.Residual;
        _shape = layer.Output;
        _residualShape = (layer as Conv2D)?.Add ?? layer.Output;
        _activation = layer.Activation;
        (_floor, _ceiling) = _activation switch
        {
            Activation.Relu => (0, float.PositiveInfinity),
            Activation.Relu6 => (0, 6),
            _ => (float.NegativeInfinity, float.PositiveInfinity),
        };
    }

    /// <summary>Floats from one row of results to the next.</summary>
    public nint OutputRow => _shape.RowStride;

    /// <summary>Floats from one row of the residual to the next.</summary>
    public nint ResidualRow => _residualShape.RowStride;

    /// <summary>Finishes neighbouring pixels of one row.</summary>
    /// <param name="results">Two vectors of sums for each pixel.</param>
    /// <param name="step">Floats from one pixel's sums to the next.</param>
    /// <param name="pair">Their channels.</param>
    /// <param name="image">Image in the batch.</param>
    /// <param name="y">Row.</param>
    /// <param name="x">First column.</param>
    /// <param name="count">Pixels.</param>
    public void Store<V, S>(float* results, nint step, in ChannelPair pair, int image, int y, int x, int count)
        where V : struct
        where S : struct, ISimd<V>
    {
        var line = Line(pair, image, y);
        var at = (nint)x * Shape.Block;
        float* output = line.Output + at, residual = line.Residual == null ? null : line.Residual + at;
        Store<V, S>(results, step, line.Bias, residual, output, count);
        if (!pair.HasSecond) return;
        if (residual != null) residual += line.ResidualToSecond;
        Store<V, S>(results + S.Lanes, step, line.Bias + line.BiasToSecond, residual, output + line.OutputToSecond, count);
    }

    /// <summary>A row of results, for kernels that finish them in registers; <see cref="Activate"/> does what clamping cannot.</summary>
    public EpilogueLine Line(in ChannelPair pair, int image, int y)
    {
        var arena = _batch.Slots[image] * _batch.Stride;
        return new EpilogueLine
        {
            Output = _output + arena + At(_shape, pair, y), OutputToSecond = pair.ToSecond(_shape.PlaneStride),
            Residual = _residual == null ? null : _residual + arena + At(_residualShape, pair, y),
            ResidualToSecond = pair.ToSecond(_residualShape.PlaneStride),
            Bias = _bias + pair.Block * Shape.Block + pair.Lane, BiasToSecond = pair.ToSecond(Shape.Block), Floor = _floor, Ceiling = _ceiling,
        };
    }

    /// <summary>Applies an activation that is more than clamping to a stored row of both vectors.</summary>
    public void Activate<V, S>(in EpilogueLine line, int count)
        where V : struct
        where S : struct, ISimd<V>
    {
        if (!Activations.NeedsPass(_activation)) return;
        ActivatePixels<V, S>(line.Output, count);
        if (line.OutputToSecond != 0) ActivatePixels<V, S>(line.Output + line.OutputToSecond, count);
    }

    /// <summary>Clears the border round a pair's planes; whoever has a block's first lane does the block.</summary>
    public void ClearHalo(in ChannelPair pair)
    {
        if (pair.Lane != 0) return;
        Halo.Clear(_output, _batch, _shape, pair.Block);
        if (pair.SpansBlocks) Halo.Clear(_output, _batch, _shape, pair.Block + 1);
    }

    private static nint At(Shape shape, in ChannelPair pair, int y) =>
        (nint)pair.Block * shape.PlaneStride + shape.Origin + (nint)y * shape.RowStride + pair.Lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<V, S>(float* results, nint step, float* bias, float* residual, float* output, int count)
        where V : struct
        where S : struct, ISimd<V>
    {
        V shift = S.Load(bias), floor = S.Broadcast(_floor), ceiling = S.Broadcast(_ceiling);
        for (var i = 0; i < count; i++, results += step)
        {
            var value = S.Add(S.Load(results), shift);
            if (residual != null) value = S.Add(value, S.Load(residual + i * Shape.Block));
            S.Store(S.Clamp(value, floor, ceiling), output + i * Shape.Block);
        }

        if (Activations.NeedsPass(_activation)) ActivatePixels<V, S>(output, count);
    }

    private void ActivatePixels<V, S>(float* output, int count)
        where V : struct
        where S : struct, ISimd<V>
    {
        for (var i = 0; i < count; i++) Activations.Apply(_activation, new Span<float>(output + i * Shape.Block, S.Lanes));
    }
}
