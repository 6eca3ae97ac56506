using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>Walks through the pixels of a batch without dividing at each step.</summary>
internal struct PixelCursor
{
    private readonly int _height;
    private readonly int _width;

    public PixelCursor(Shape shape, int pixel)
    {
        (_height, _width) = (shape.Height, shape.Width);
        (Image, var inImage) = Math.DivRem(pixel, _height * _width);
        (Y, X) = Math.DivRem(inImage, _width);
    }

    public int Image { get; private set; }

    public int Y { get; private set; }

    public int X { get; private set; }

    /// <summary>Goes to the next pixel; true when it is in another row.</summary>
    public bool Next()
    {
        if (++X < _width) return false;
        NextRow();
        return true;
    }

    /// <summary>Passes some pixels of a row, at most all that are left in it.</summary>
    public void Skip(int pixels)
    {
        X += pixels;
        if (X == _width) NextRow();
    }

    /// <summary>Goes to the start of the next row.</summary>
    public void NextRow()
    {
        X = 0;
        if (++Y < _height) return;
        Y = 0;
        Image++;
    }
}
