namespace Freeze;

/// <summary>What becomes of an image file whose Exif data say that the camera was turned.</summary>
public enum Orientation
{
    /// <summary>The image is turned as Exif says: upright, as viewers and phones show it.</summary>
    Exif,

    /// <summary>
    /// Pixels as they are stored: what torchvision's <c>ImageFolder</c> trains on, unless <c>exif_transpose</c> is asked for.
    /// </summary>
    AsStored,
}
