using System.Globalization;
using Freeze.Samples.Quickstart;

if (args is ["export", var folder, var count, var seed])
{
    FrameExport.Write(folder, int.Parse(count, CultureInfo.InvariantCulture), ulong.Parse(seed, CultureInfo.InvariantCulture));
    return 0;
}

return 2;
