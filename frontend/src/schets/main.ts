// The pages of a wijkschets need style only: every act is a plain form.
import './schets.css';
