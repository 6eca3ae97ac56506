using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>Makes results of a tile's products: transforms them back, adds bias and residual, applies the activation.</summary>
/// <typeparam name="T">The algorithm.</typeparam>
/// <param name="geometry">What the layer reads and writes.</param>
/// <param name="epilogue">What follows the products.</param>
internal readonly unsafe struct WinogradResults<T>(in WinogradGeometry<T> geometry, in Epilogue epilogue)
    where T : struct, IWinograd
{
    private readonly Epilogue _epilogue = epilogue;
    private readonly int _height = geometry.Output.Height;
    private readonly int _width = geometry.Output.Width;

    /// <summary>Finishes a tile.</summary>
    /// <param name="products">Its products at the first point; those of a second vector lie behind them.</param>
    /// <param name="step">Floats from one point to the next.</param>
    /// <param name="pair">Its channels.</param>
    /// <param name="image">Image in the batch.</param>
    /// <param name="row">Row of tiles.</param>
    /// <param name="column">Column of tiles.</param>
    public void Store<V, S>(float* products, nint step, in ChannelPair pair, int image, int row, int column)
        where V : struct
        where S : struct, ISimd<V>
    {
        var (top, left) = (row * T.Outputs, column * T.Outputs);
        var line = _epilogue.Line(pair, image, top);
        var at = (nint)left * Shape.Block;
        var target = new WinogradTarget
        {
            Output = line.Output + at, OutputRow = _epilogue.OutputRow, Residual = line.Residual == null ? null : line.Residual + at,
            ResidualRow = _epilogue.ResidualRow, Bias = line.Bias, Floor = line.Floor, Ceiling = line.Ceiling,
            Rows = Math.Min(T.Outputs, _height - top), Columns = Math.Min(T.Outputs, _width - left),
        };
        WinogradTransforms.Output<T, V, S>(products, step, target);
        if (pair.HasSecond)
        {
            target.Output += line.OutputToSecond;
            target.Bias += line.BiasToSecond;
            if (line.Residual != null) target.Residual += line.ResidualToSecond;
            WinogradTransforms.Output<T, V, S>(products + S.Lanes, step, target);
        }

        line.Output += at;
        for (var y = 0; y < target.Rows; y++, line.Output += _epilogue.OutputRow) _epilogue.Activate<V, S>(line, target.Columns);
    }
}
