using Freeze.Layers;

namespace Freeze.Calibration.Tests.Fitting;

public class PoolingGridTests
{
    [Theory]
    [InlineData(64, 32, 4)]
    [InlineData(65, 32, 2)]
    [InlineData(128, 16, 2)]
    [InlineData(256, 8, 2)]
    [InlineData(512, 4, 1)]
    [InlineData(16, 7, 1)]
    [InlineData(16, 14, 2)]
    [InlineData(2048, 7, 1)]
    public void The_grid_keeps_keys_short_and_cells_equal(int channels, int side, int grid) =>
        Assert.Equal(grid, PoolingGrid.Choose(new Shape(channels, side, side)));
}
