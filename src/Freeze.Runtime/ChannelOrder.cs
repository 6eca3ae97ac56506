namespace Freeze;

/// <summary>Which colour the first of a network's three channels is. Images themselves are always handed in as red, green, blue.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as networks read that were trained on images of OpenCV or with Caffe.</summary>
    Bgr,
}
