"""Every change of what an atelier keeps."""
